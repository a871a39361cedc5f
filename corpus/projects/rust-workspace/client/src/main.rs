fn main() {
    for entry in std::env::args().skip(1) {
        println!("{} {}", ledger_core::digest(&entry), entry);
    }
}
