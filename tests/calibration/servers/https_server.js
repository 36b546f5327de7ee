// https_server.js PORT DIRECTORY: HTTPS for clients with a certificate of DIRECTORY/ca.pem.
"use strict";

const fs = require("fs");
const https = require("https");

const [port, directory] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${directory}/${name}`);
const options = {
  key: read("server.key"),
  cert: read("server.pem"),
  ca: read("ca.pem"),
  requestCert: true,
  rejectUnauthorized: true,
};
https.createServer(options, (request, answer) => answer.end("welcome\n")).listen(Number(port), "127.0.0.1");
