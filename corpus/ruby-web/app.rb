require "webrick"

server = WEBrick::HTTPServer.new(Port: 8080)
server.mount_proc("/") { |_request, response| response.body = "hello\n" }
server.start
