// robots.txt and _headers, which make the feeds known. Eleventy may copy the site's own anew in each build: what says the
// same after a build as before it keeps the time it was written.

import { lstatSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";

const NAMES = { robots: "robots.txt", headers: "_headers" };

export class Beside {
  constructor(settings, output) {
    this.output = output;
    this.wanted = Object.keys(NAMES).filter((place) => settings[place]);
    this.stood = new Map(this.wanted.map((place) => [place, this.read(place)]));
  }

  /** Write those that are wanted, about the feeds that are there. */
  async write(command) {
    for (const place of this.wanted) {
      await command.makeKnown(place, this.output);
      const before = this.stood.get(place);
      if (before && this.read(place)?.body.equals(before.body)) utimesSync(this.path(place), before.atime, before.mtime);
    }
  }

  path(place) {
    return join(this.output, NAMES[place]);
  }

  read(place) {
    const found = lstatSync(this.path(place), { throwIfNoEntry: false });
    if (!found?.isFile()) return undefined;
    return { body: readFileSync(this.path(place)), atime: found.atimeMs / 1000, mtime: found.mtimeMs / 1000 };
  }
}
