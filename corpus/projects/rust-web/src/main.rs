use tiny_http::{Response, Server};

fn main() {
    let server = Server::http("0.0.0.0:8000").expect("port 8000 is taken");
    println!("listening on 8000");
    for request in server.incoming_requests() {
        let text = match request.url() {
            "/health" => "ok\n".to_string(),
            path => format!("{} {}\n", request.method(), path),
        };
        let _ = request.respond(Response::from_string(text));
    }
}
