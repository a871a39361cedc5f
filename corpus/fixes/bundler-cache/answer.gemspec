Gem::Specification.new do |s|
  s.name = "answer"
  s.version = "1.0.0"
  s.date = "2026-01-01"
  s.summary = "An answer"
  s.authors = ["dockerlint"]
  s.license = "MIT"
  s.homepage = "https://example.org"
  s.files = ["lib/answer.rb"]
end
