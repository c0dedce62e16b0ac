import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that a seed can bring back. */
export interface Dice {
  /** Both ends included. */
  int(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  chance(probability: number): boolean;
  /** 0 to 1. */
  number(): number;
}

export function createDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const int = (least: number, most: number) => uniformInt(generator, least, most);
  const number = () => int(0, 0xff_ffff) / 0x100_0000;
  return {
    int,
    number,
    pick: (from) => from[int(0, from.length - 1)] ?? from[0],
    chance: (probability) => number() < probability,
  };
}
