// Prints the notes of a release. Fails if the tag is not that of the version in package.json.
//
//   tsx scripts/release-notes.ts v0.1.0
import { readFileSync } from 'node:fs';
import { sectionOf } from './changelog.js';

const [, , tag = ''] = process.argv;
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
if (tag !== `v${version}`)
  throw new Error(`The tag is "${tag}", but package.json has the version ${version}.`);
console.log(sectionOf(readFileSync('CHANGELOG.md', 'utf8'), version));
