// Findings of tools that are Node.js libraries, as JSON for scripts/peer_programs.py: code, file, line, message.
//
//     npm install dockerfile-utils dockerfile_lint @tdurieux/dinghy @tdurieux/docker-parfum
//     NODE_PATH=$PWD/node_modules node scripts/peer_programs.cjs TOOL FOLDER > FILE
//
// TOOL is dockerfile-utils, parfum or dockerfile_lint; DOCKER_PARFUM names a folder with a build of docker-parfum, which
// the registry no longer has, DOCKERFILE_LINT_RULES the rule file of dockerfile_lint.

const fs = require("fs");
const path = require("path");

const switches = [
  "deprecatedMaintainer",
  "directiveCasing",
  "emptyContinuationLine",
  "instructionCasing",
  "instructionCmdMultiple",
  "instructionEntrypointMultiple",
  "instructionHealthcheckMultiple",
  "instructionJSONInSingleQuotes",
  "instructionWorkdirRelative",
];

const tools = {
  "dockerfile-utils": () => {
    const { validate, ValidationCode, ValidationSeverity } = require("dockerfile-utils");
    const settings = Object.fromEntries(switches.map((name) => [name, ValidationSeverity.WARNING]));
    return (file) =>
      validate(fs.readFileSync(file, "utf-8"), settings).map(({ code, range, message }) => ({
        code: ValidationCode[code],
        line: range.start.line + 1,
        message,
      }));
  },
  parfum: () => {
    const { DockerParser, File } = require("@tdurieux/dinghy");
    const { Matcher } = require(process.env.DOCKER_PARFUM ?? "@tdurieux/docker-parfum");
    return async (file) =>
      new Matcher(await new DockerParser(new File(file)).parse()).matchAll().map(({ rule, node }) => ({
        code: rule.name,
        line: (node.position?.lineStart ?? 0) + 1,
        message: rule.description,
      }));
  },
  dockerfile_lint: () => {
    const Validator = require("dockerfile_lint");
    const rules = process.env.DOCKERFILE_LINT_RULES;
    return (file) => {
      const result = new Validator(rules).validate(fs.readFileSync(file, "utf-8"));
      return ["error", "warn", "info"].flatMap((level) =>
        result[level].data.map(({ label, instruction, line, message }) => ({
          code: label ?? instruction ?? message,
          line: line ?? 1,
          message,
        })),
      );
    };
  },
};

async function main(tool, folder) {
  const print = console.log;
  console.log = console.error; // the parser of docker-parfum tells there what it does not know
  const check = tools[tool]();
  const found = [];
  const files = fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name));
  for (const file of files.filter((name) => fs.statSync(name).isFile()).sort()) {
    try {
      found.push(...(await check(file)).map((each) => ({ file, ...each })));
    } catch (error) {
      console.error(`${file}: ${error.message}`);
    }
  }
  print(JSON.stringify(found, null, 1));
}

main(...process.argv.slice(2));
