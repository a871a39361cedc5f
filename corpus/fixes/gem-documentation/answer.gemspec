Gem::Specification.new do |spec|
  spec.name = "answer"
  spec.version = "1.0.0"
  spec.summary = "The answer"
  spec.authors = ["Erika"]
  spec.files = ["answer.rb"]
  spec.require_paths = ["."]
end
