const Koa = require("koa");
const rooms = require("./rooms.json");

const app = new Koa();
app.use(async (context) => {
  context.body = { rooms, path: context.path };
});
app.listen(process.env.PORT || 3000);
