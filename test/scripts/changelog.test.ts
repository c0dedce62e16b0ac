import assert from 'node:assert/strict';
import { sectionOf } from '../../scripts/changelog.js';

const CHANGELOG = `# Changelog

Versions follow [Semantic Versioning].

## [Unreleased]

## [0.2.0] - 2027-01-31

### Added

- Sweeps.

### Fixed

- \`## [0.1.0]\` in a line.

## [0.1.0] - 2026-12-01

- The first version.

[0.2.0]: https://example.com/compare/v0.1.0...v0.2.0
[0.1.0]: https://example.com/releases/tag/v0.1.0
`;

describe('sectionOf', () => {
  it('returns the section of a version up to the next one', () => {
    const section = '### Added\n\n- Sweeps.\n\n### Fixed\n\n- `## [0.1.0]` in a line.';
    assert.equal(sectionOf(CHANGELOG, '0.2.0'), section);
  });

  it('returns the last section without the targets of links', () => {
    assert.equal(sectionOf(CHANGELOG, '0.1.0'), '- The first version.');
  });

  it('fails for a version without a section, also if others begin like it', () => {
    assert.throws(() => sectionOf(CHANGELOG, '0.1'), /no section "## \[0\.1\]"/);
    assert.throws(() => sectionOf(CHANGELOG, '0.3.0'), /no section/);
  });

  it('fails for a section without text', () => {
    assert.throws(() => sectionOf(CHANGELOG, 'Unreleased'), /is empty/);
  });
});
