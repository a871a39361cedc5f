package example;

public final class Service {
    private Service() {
    }

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
