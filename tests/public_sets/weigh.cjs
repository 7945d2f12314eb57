// A list of texts on standard input; what X's own library makes of each on standard output: weight, and the links it sees.
const { parseTweet, extractUrls } = require("twitter-text").default ?? require("twitter-text");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => [parseTweet(text).weightedLength, extractUrls(text)])));
