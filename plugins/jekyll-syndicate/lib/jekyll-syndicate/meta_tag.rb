# frozen_string_literal: true

module Jekyll
  module Syndicate
    # `{% syndicate_meta %}` in the head of a layout: links by which feed readers find the feeds.
    class MetaTag < Liquid::Tag
      def render(context)
        site = context.registers[:site]
        command = Command.new(site)
        return "" unless command.enabled?

        # Asked for once a build, however many pages there are.
        @@links ||= {}
        @@links[[site.object_id, site.time]] ||= command.links
      end
    end
  end
end
