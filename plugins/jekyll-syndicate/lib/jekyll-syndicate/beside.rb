# frozen_string_literal: true

module Jekyll
  module Syndicate
    # robots.txt and _headers, which make the feeds known. Jekyll writes its own anew in each build, and removes others:
    # what says the same after a build as before it keeps the time it was written.
    class Beside
      NAMES = { "robots" => "robots.txt", "headers" => "_headers" }.freeze

      def initialize(site, command)
        @site = site
        @command = command
        @stood = {}
        wanted.each_value { |path| @stood[path] = [File.binread(path), File.stat(path)] if plain?(path) }
      end

      def write
        wanted.each do |place, path|
          @command.make_known(place)
          body, stat = @stood[path]
          File.utime(stat.atime, stat.mtime, path) if body && plain?(path) && File.binread(path) == body
        end
      end

      private

      # Nobody else is to be told of a preview.
      def wanted
        return {} if @site.config["serving"]

        NAMES.select { |place, _| @command.option?(place) }.transform_values { |name| File.join(@site.dest, name) }
      end

      def plain?(path)
        File.file?(path) && !File.symlink?(path)
      end
    end
  end
end
