use std::fs;

fn main() {
    let text = fs::read_to_string("config/greeter.toml").expect("config/greeter.toml");
    let config: toml::Value = text.parse().expect("not TOML");
    let greeting = config["greeting"].as_str().unwrap_or("Hello");
    let name = std::env::args().nth(1).unwrap_or_else(|| "world".to_string());
    println!("{greeting}, {name}!");
}
