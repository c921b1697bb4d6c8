# frozen_string_literal: true

require "json"
require "open3"

module Jekyll
  module Syndicate
    # The command `syndicate`, run in the folder of a site.
    class Command
      KEPT = ".jekyll-syndicate.json"
      LEVELS = { "error" => :error, "note" => :info }.freeze

      # The home page without a slash at its end; `jekyll serve` says localhost here.
      def self.site_url(site)
        "#{site.config["url"]}#{site.config["baseurl"]}".chomp("/")
      end

      def initialize(site)
        @site = site
        @options = site.config["syndicate"].is_a?(Hash) ? site.config["syndicate"] : {}
      end

      # A new site has no URL yet; it is built all the same.
      def enabled?
        return false if @site.config["syndicate"] == false

        !Command.site_url(@site).empty? || File.file?(File.join(@site.source, "syndicate.yaml"))
      end

      def warn_of_missing_url
        return if enabled? || @site.config["syndicate"] == false

        Jekyll.logger.warn "Syndicate:", "_config.yml: url is empty, and feeds need whole addresses, so none are written; " \
                                         "write e.g. url: https://example.org"
      end

      # The files of the last export, so that Jekyll leaves them alone.
      def known_paths
        JSON.parse(File.read(kept)).grep(String)
      rescue SystemCallError, JSON::ParserError
        []
      end

      # The site's own feed, which Jekyll removes once nobody writes it any more: readers know posts by its ids.
      def keep_feed
        return if File.file?(File.join(@site.source, "syndicate.record"))

        config = @site.config["feed"]
        path = File.join(@site.dest, (config.is_a?(Hash) && config["path"]) || "feed.xml")
        return unless File.file?(path) && !File.symlink?(path)

        FileUtils.mkdir_p(feeds_before)
        FileUtils.cp(path, File.join(feeds_before, "feed.xml"))
      end

      def export(articles)
        report = run("export", "-", "--output", @site.dest, "--report", "json", *strict, *unrecorded, *against, :stdin => articles.to_jsonl)
        tell(report)
        raise Jekyll::Errors::FatalException, "syndicate: #{report["error"]}" if report["error"]

        remember(written(report).map { |file| file["path"] })
      end

      # Lines for the head of every page.
      def links
        out, error, status = call("links", *url)
        raise Jekyll::Errors::FatalException, error.strip unless status.success?

        out
      end

      def option?(name)
        @options[name] == true
      end

      # Puts lines about the feeds that are there into "robots" or "headers".
      def make_known(place)
        _, error, status = call("links", "--for", place, "--output", @site.dest, *url)
        raise Jekyll::Errors::FatalException, error.strip unless status.success?

        Jekyll.logger.warn "Syndicate:", error.strip.sub(%r!\Anote: !, "") unless error.strip.empty?
      end

      private

      def run(*arguments, stdin:)
        out, error, = call(*arguments, *url, "--now", @site.time.iso8601, :stdin_data => stdin)
        JSON.parse(out)
      rescue JSON::ParserError
        raise Jekyll::Errors::FatalException, error.to_s.strip
      end

      def call(*arguments, **given)
        Open3.capture3(*command, *arguments, :chdir => @site.source, **given)
      rescue Errno::ENOENT
        raise Jekyll::Errors::FatalException,
              "there is no command #{command.first}; install it as the README of jekyll-syndicate says, " \
              "or set syndicate.command in _config.yml"
      end

      def command
        Array(@options["command"] || "syndicate")
      end

      def url
        home = Command.site_url(@site)
        home.empty? ? [] : ["--site-url", "#{home}/"]
      end

      def strict
        @site.config["strict_front_matter"] ? ["--strict"] : []
      end

      # A preview (`jekyll serve`, `--watch`) is not what was published, nor is a part of the posts, and a record that a
      # watched build wrote would set off the next one.
      def unrecorded
        @site.config["serving"] || @site.config["watch"] || @site.config["limit_posts"].to_i.positive? ? ["--no-record"] : []
      end

      def against
        return [] if unrecorded.any? || !File.directory?(feeds_before)

        File.file?(File.join(@site.source, "syndicate.record")) ? [] : ["--against", feeds_before]
      end

      def feeds_before
        File.join(@site.cache_dir, "syndicate-before")
      end

      def tell(report)
        report.fetch("kinds", []).each do |kind|
          kind["lines"].each { |line| Jekyll.logger.public_send(LEVELS.fetch(kind["severity"], :warn), "Syndicate:", line) }
        end
        changed = written(report).count { |file| file["state"] != "unchanged" }
        Jekyll.logger.info "Syndicate:", "#{written(report).size} feeds, #{changed} changed" unless report["error"]
      end

      # What stands in the site now; of feeds that are not written any more the files are removed.
      def written(report)
        report["files"].reject { |file| file["state"] == "removed" }
      end

      def kept
        File.join(@site.cache_dir, KEPT)
      end

      def remember(paths)
        FileUtils.mkdir_p(@site.cache_dir)
        File.write(kept, JSON.generate(paths))
      end
    end
  end
end
