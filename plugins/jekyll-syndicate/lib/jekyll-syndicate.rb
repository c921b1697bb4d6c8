# frozen_string_literal: true

# Feeds after each build: the documents that Jekyll has rendered are handed to the command `syndicate`, one JSON line each.

require "jekyll"
require "jekyll-syndicate/version"
require "jekyll-syndicate/articles"
require "jekyll-syndicate/command"
require "jekyll-syndicate/meta_tag"

# Jekyll removes from its output what it has not written: feeds of the last build stay, and stay untouched if nothing changed.
Jekyll::Hooks.register :site, :after_reset do |site|
  command = Jekyll::Syndicate::Command.new(site)
  next unless command.enabled?

  site.keep_files |= command.known_paths
  site.exclude |= ["syndicate.yaml"]
end

Jekyll::Hooks.register :site, :post_write do |site|
  command = Jekyll::Syndicate::Command.new(site)
  command.export(Jekyll::Syndicate::Articles.new(site)) if command.enabled?
end

Liquid::Template.register_tag("syndicate_meta", Jekyll::Syndicate::MetaTag)
