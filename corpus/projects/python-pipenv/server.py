import bottle


@bottle.route("/add/<one:int>/<other:int>")
def add(one: int, other: int) -> dict[str, int]:
    return {"sum": one + other}


if __name__ == "__main__":
    bottle.run(host="0.0.0.0", port=8090)
