# frozen_string_literal: true

module Jekyll
  module Syndicate
    VERSION = "0.2.0"
  end
end
