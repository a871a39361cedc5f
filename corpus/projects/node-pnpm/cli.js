import { program } from "commander";
import slugify from "slugify";

program
  .argument("<words...>", "what becomes a slug")
  .option("--upper", "in capital letters")
  .action((words, options) => {
    const slug = slugify(words.join(" "), { lower: true });
    console.log(options.upper ? slug.toUpperCase() : slug);
  });
program.parse();
