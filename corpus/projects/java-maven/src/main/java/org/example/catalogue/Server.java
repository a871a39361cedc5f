package org.example.catalogue;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

public class Server {
    record Book(String title, int year) {}

    private static final List<Book> BOOKS = List.of(new Book("Effective Java", 2001), new Book("Refactoring", 1999));

    private static void books(HttpExchange exchange) throws IOException {
        byte[] body = new Gson().toJson(BOOKS.stream().map(Book::title).toList()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/books", Server::books);
        server.start();
        System.out.println("listening on 8080");
    }
}
