import fastify from "fastify";
import { convert } from "./units";

const app = fastify();

app.get<{ Querystring: { value: string; from: string; to: string } }>("/convert", async (request) => {
  const { value, from, to } = request.query;
  return { value: convert(Number(value), from, to) };
});

app.listen({ host: "0.0.0.0", port: 4000 }).catch((error) => {
  console.error(error);
  process.exit(1);
});
