package main

func main() {
	println(6 * 7)
}
