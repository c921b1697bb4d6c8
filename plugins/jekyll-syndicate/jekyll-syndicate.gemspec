# frozen_string_literal: true

require_relative "lib/jekyll-syndicate/version"

Gem::Specification.new do |spec|
  spec.name = "jekyll-syndicate"
  spec.version = Jekyll::Syndicate::VERSION
  spec.authors = ["The syndicate developers"]
  spec.summary = "RSS 2.0, Atom, JSON Feed and AMP-link sitemaps after each build of a Jekyll site."
  spec.license = "MIT"
  spec.homepage = "https://github.com/syndicate-feeds/syndicate"
  spec.metadata = {
    "source_code_uri" => "https://github.com/syndicate-feeds/syndicate/tree/main/plugins/jekyll-syndicate",
    "changelog_uri" => "https://github.com/syndicate-feeds/syndicate/blob/main/CHANGELOG.md",
    "bug_tracker_uri" => "https://github.com/syndicate-feeds/syndicate/issues",
    "rubygems_mfa_required" => "true",
  }
  spec.required_ruby_version = ">= 2.7"
  spec.files = Dir["lib/**/*.rb", "README.md", "LICENSE"]
  spec.add_runtime_dependency "jekyll", ">= 4.0", "< 5.0"
end
