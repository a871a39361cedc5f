# Makes a page of a text.
module Pagemaker
  def self.page(text)
    title, *rest = text.lines(chomp: true)
    "<!doctype html>\n<h1>#{title}</h1>\n#{rest.reject(&:empty?).map { |line| "<p>#{line}</p>\n" }.join}"
  end
end
