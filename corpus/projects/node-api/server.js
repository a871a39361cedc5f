const express = require("express");

const items = ["milk", "bread"];
const app = express();
app.use(express.json());

app.get("/items", (request, response) => response.json(items));
app.post("/items", (request, response) => {
  items.push(request.body.name);
  response.status(201).json({ count: items.length });
});

app.listen(3000, () => console.log("listening on 3000"));
