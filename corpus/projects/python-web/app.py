from flask import Flask, jsonify, render_template

app = Flask(__name__)
RECIPES = {"soup": ["leek", "potato"], "salad": ["cucumber", "dill"]}


@app.get("/")
def index() -> str:
    return render_template("index.html", recipes=RECIPES)


@app.get("/recipes/<name>")
def recipe(name: str):
    return jsonify(RECIPES[name])
