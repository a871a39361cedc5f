package org.example.greetings;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Application {
    @Value("${greeting}")
    private String greeting;

    @GetMapping("/hello/{name}")
    String hello(@PathVariable String name) {
        return greeting + ", " + name + "!";
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }
}
