Gem::Specification.new do |spec|
  spec.name = "anagram"
  spec.version = "1.0.0"
  spec.summary = "Tells anagrams"
  spec.authors = ["Example"]
  spec.license = "MIT"
  spec.homepage = "https://example.org"
  spec.files = Dir["lib/**/*.rb", "ext/**/*.{c,rb}", "exe/*"]
  spec.bindir = "exe"
  spec.executables = ["anagram"]
  spec.extensions = ["ext/anagram/extconf.rb"]
end
