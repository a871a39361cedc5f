package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class Menu {
    public static void main(String[] arguments) throws IOException {
        String day = arguments.length > 0 ? arguments[0] : "monday";
        for (String line : Files.readAllLines(Path.of("menus", day + ".txt"))) {
            System.out.println("- " + line);
        }
        System.out.println(System.getProperty("menu.currency", "EUR"));
    }
}
