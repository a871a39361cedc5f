// Findings of dockerfile-utils over a folder, as JSON for scripts/peer_programs.py: code, file, line, message.
//
//     npm install dockerfile-utils && NODE_PATH=$PWD/node_modules node scripts/peer_programs.cjs FOLDER > FILE

const fs = require("fs");
const path = require("path");
const { validate, ValidationCode, ValidationSeverity } = require("dockerfile-utils");

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
const settings = Object.fromEntries(switches.map((name) => [name, ValidationSeverity.WARNING]));

const folder = process.argv[2];
const found = fs
  .readdirSync(folder, { recursive: true })
  .map((name) => path.join(folder, name))
  .filter((file) => fs.statSync(file).isFile())
  .sort()
  .flatMap((file) =>
    validate(fs.readFileSync(file, "utf-8"), settings).map(({ code, range, message, severity }) => ({
      file,
      code: ValidationCode[code],
      line: range.start.line + 1,
      message,
      severity,
    })),
  );
console.log(JSON.stringify(found, null, 1));
