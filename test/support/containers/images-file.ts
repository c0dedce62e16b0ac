// Hands the images from the process that builds them, which needs the network, to the tests, which have none.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from './build-image.js';

/** The folder of this run, which scripts/test-in-containers.ts makes and removes. */
export function runFolder(): string {
  const folder = process.env['CONTAINERS'];
  if (!folder) throw new Error('These tests are started by `npm run test:image` and `npm run test:compose`.');
  return folder;
}

export async function writeImages(images: Readonly<Record<string, Image>>): Promise<void> {
  await writeFile(join(runFolder(), 'images.json'), JSON.stringify(images));
}

export async function readImage(name: string): Promise<Image> {
  const images: unknown = JSON.parse(await readFile(join(runFolder(), 'images.json'), 'utf8'));
  const image = (images as Readonly<Record<string, Image>>)[name];
  if (image === undefined) throw new Error(`There is no image ${name}.`);
  return image;
}
