const bcrypt = require("bcrypt");

const hash = "$2b$04$LIFwsKG/P1l0T9O4dfVVDe2eGBOxqC8L7bKzGnLTzHQH3qrPXpoMi";
const known = bcrypt.hashSync("tomato", "$2b$04$abcdefghijklmnopqrstuu");
console.log(known, bcrypt.compareSync("potato", hash), bcrypt.getRounds(hash));
