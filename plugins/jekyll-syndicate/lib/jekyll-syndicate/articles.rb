# frozen_string_literal: true

require "cgi"
require "json"
require "time"

module Jekyll
  module Syndicate
    # What Jekyll has rendered, as lines of JSON that `syndicate schema article` describes.
    class Articles
      READ = %w(author authors categories date description draft excerpt ext id image lang last_modified_at layout locale
                permalink redirect_from slug tags title).freeze

      # Of the article's own picture, best first.
      PICTURES = %w(image images cover heroImage coverImage cover_image feature_image featured_image featuredImage ogImage banner
                    thumbnail).freeze

      def initialize(site)
        @site = site
      end

      def to_jsonl
        documents.map { |document| "#{JSON.generate(article(document))}\n" }.join
      end

      # Posts, and documents with a date of collections that are written.
      def documents
        @site.collections.values.select { |collection| collection.label == "posts" || collection.write? }
             .flat_map(&:docs)
             .select { |document| document.data["date"] && document.write? && !document.data["draft"] }
      end

      private

      def article(document)
        data = document.data
        {
          "id" => data["guid"] || data["id"],
          "made_id" => made_id(document),
          "title" => plain(data["title"]),
          "url" => Command.site_url(@site) + document.url,
          "published_at" => document.date.iso8601,
          "updated_at" => instant(data["last_modified_at"]),
          "summary" => plain(data["description"] || written_excerpt(document)),
          "content_html" => text(document),
          "topics" => [*data["categories"], *data["tags"]].map(&:to_s).uniq,
          "authors" => authors(data),
          "language" => (data["lang"] || data["locale"]).to_s.tr("_", "-"),
          "images" => images(data),
          "in_sitemaps" => data["redirect_to"] ? false : nil,
          "is_excerpt_only" => excerpt_only?,
          "aliases" => Array(data["redirect_from"]).grep(String).map { |path| absolute(path) },
          "extra" => rest(data),
          "origin" => { "path" => document.relative_path },
        }.reject { |_, value| value.nil? || value == "" || value == [] || value == {} }
          .merge("title" => plain(data["title"]))
      end

      # What jekyll-feed calls a post, as the command does for such a site: readers know it again, whoever writes the feed.
      def made_id(document)
        return nil unless called_by_jekyll_feed?(document)

        Addressable::URI.parse(Command.site_url(@site) + document.id).normalize.to_s
      end

      # Of posts with a permalink of their own two may have one such id.
      def called_by_jekyll_feed?(document)
        label = document.collection.label
        return false unless label == "posts" && Array(@site.config["plugins"]).include?("jekyll-feed")

        permalink = document.data["permalink"]
        permalink.nil? || permalink == @site.frontmatter_defaults.find(document.relative_path, label.to_sym, "permalink")
      end

      # As jekyll-feed has it of all posts; of one of them its front matter says it.
      def excerpt_only?
        feed = @site.config["feed"]
        feed.is_a?(Hash) && feed["excerpt_only"] ? true : nil
      end

      # What else the front matter says, where it is plain: words that withhold, files and dates of expiry count there, and
      # `where` asks of it.
      def rest(data)
        data.reject { |key, _| READ.include?(key) }.select { |_, value| plain_data?(value) }.transform_values { |value| dated(value) }
      end

      def dated(value)
        [Date, Time].any? { |kind| value.is_a?(kind) } ? instant(value) : value
      end

      def plain_data?(value)
        case value
        when Array then value.all? { |item| plain_data?(item) }
        when Hash then value.all? { |key, item| key.is_a?(String) && plain_data?(item) }
        else [String, Numeric, TrueClass, FalseClass, Date, Time].any? { |kind| value.is_a?(kind) }
        end
      end

      # In an incremental build documents that did not change are not rendered: their text is taken from the built page.
      def text(document)
        document.output.nil? ? nil : document.content
      end

      # Jekyll makes an excerpt of the text where the front matter has none; syndicate does that itself.
      def written_excerpt(document)
        excerpt = document.data["excerpt"]
        excerpt.is_a?(Jekyll::Excerpt) ? nil : excerpt
      end

      def plain(value)
        CGI.unescapeHTML(value.to_s.gsub(%r!<[^<>]*>!, "")).strip
      end

      def instant(value)
        return nil if value.nil?

        value.respond_to?(:iso8601) ? value.iso8601 : value.to_s
      end

      def authors(data)
        Array(data["authors"] || [data["author"]].compact).map { |author| known(author) }.compact
      end

      def known(author)
        found = author.is_a?(Hash) ? author : (@site.data["authors"] || {})[author.to_s]
        return { "name" => author.to_s } unless found.is_a?(Hash)

        fields = { "name" => found["name"] || author.to_s, "email" => found["email"], "url" => found["url"] || found["uri"] }
        fields.compact
      end

      def images(data)
        PICTURES.map { |name| pictures(data[name]) }.find(&:any?) || []
      end

      def pictures(given)
        (given.is_a?(Array) ? given : [given]).map { |image| picture(image) }.compact
      end

      def picture(image)
        said = image.is_a?(Hash) ? image.select { |_, value| plain_data?(value) } : { "path" => image }
        path = said.values_at("path", "url", "src").find { |text| text.is_a?(String) && !text.strip.empty? }
        path && said.reject { |name, _| %w(path url src).include?(name) }.merge("url" => absolute(path.strip))
      end

      def absolute(path)
        path.include?("://") ? path : "#{Command.site_url(@site)}/#{path.sub(%r!\A/!, "")}"
      end
    end
  end
end
