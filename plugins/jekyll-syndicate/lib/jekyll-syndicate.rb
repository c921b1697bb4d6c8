# frozen_string_literal: true

# Feeds after each build: the documents that Jekyll has rendered are handed to the command `syndicate`, one JSON line each.

require "jekyll"
require "jekyll-syndicate/version"
require "jekyll-syndicate/articles"
require "jekyll-syndicate/beside"
require "jekyll-syndicate/command"
require "jekyll-syndicate/meta_tag"

# Jekyll removes from its output what it has not written: feeds of the last build stay, and stay untouched if nothing changed.
beside = {}.compare_by_identity
Jekyll::Hooks.register :site, :after_reset do |site|
  command = Jekyll::Syndicate::Command.new(site)
  next unless command.enabled?

  command.keep_feed
  site.keep_files |= command.known_paths
  site.exclude |= ["syndicate.yaml", "syndicate.yml", "syndicate.record", "syndicate.*.record"]
  beside[site] = Jekyll::Syndicate::Beside.new(site, command)
end

Jekyll::Hooks.register :site, :post_write do |site|
  command = Jekyll::Syndicate::Command.new(site)
  command.warn_of_missing_url
  next unless command.enabled?

  command.export(Jekyll::Syndicate::Articles.new(site))
  beside.delete(site).write
end

Liquid::Template.register_tag("syndicate_meta", Jekyll::Syndicate::MetaTag)
