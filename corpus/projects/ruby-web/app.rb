require "erb"
require "webrick"

server = WEBrick::HTTPServer.new(Port: 4567, AccessLog: [])
page = ERB.new(File.read("views/index.erb"))
server.mount_proc("/") do |request, response|
  name = request.query["name"] || "world"
  response["Content-Type"] = "text/html"
  response.body = page.result_with_hash(name: ERB::Util.html_escape(name))
end
trap("TERM") { server.shutdown }
server.start
