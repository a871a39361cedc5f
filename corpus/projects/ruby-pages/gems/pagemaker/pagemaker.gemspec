Gem::Specification.new do |spec|
  spec.name = "pagemaker"
  spec.version = "0.1.0"
  spec.summary = "Makes pages"
  spec.authors = ["Example"]
  spec.files = ["lib/pagemaker.rb"]
end
