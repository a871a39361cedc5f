require "webrick"

server = WEBrick::HTTPServer.new(Port: 8080, DocumentRoot: "public", AccessLog: [])
trap("TERM") { server.shutdown }
server.start
