const { distance } = require("./build/Release/distance.node");

const [one = "kitten", other = "sitting"] = process.argv.slice(2);
console.log(`${one} -> ${other}: ${distance(one, other)}`);
