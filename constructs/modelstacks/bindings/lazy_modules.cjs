// Read by Node before jsii starts (`node.py`): the index of prebuilt provider bindings requires
// all of its some 250 modules at once, 0.7 s of compiling; with this each is required when it is
// first used. Other files are left as they are, and so is an index of another shape.
"use strict";
const fs = require("node:fs");

const INDEX = /[\\/]@cdktf[\\/]provider-[^\\/]+[\\/](?:.*[\\/])?lib[\\/]index\.js$/;
const EAGER = /^exports\.(\w+) = require\(("\.\/[\w-]+")\);$/gm;
const LAZY = 'Object.defineProperty(exports, "$1", { enumerable: true, get: () => require($2) });';

const load = require.extensions[".js"];
require.extensions[".js"] = (module, filename) => {
  if (!INDEX.test(filename)) return load(module, filename);
  module._compile(fs.readFileSync(filename, "utf8").replace(EAGER, LAZY), filename);
};
