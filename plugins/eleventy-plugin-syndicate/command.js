// The command `syndicate`, run in the folder of the site.

import { spawn } from "node:child_process";

const SITE = { title: "--title", url: "--site-url", language: "--language", author: "--author" };

export class Command {
  constructor(settings) {
    this.command = [settings.command].flat();
    this.strict = settings.strict;
    this.site = Object.entries(SITE).flatMap(([key, option]) => (settings.site?.[key] ? [option, settings.site[key]] : []));
  }

  /** Return lines for the head of every page. */
  async links() {
    const { out, error, status } = await this.run(["links", ...this.site]);
    if (status !== 0) throw new Error(said(error));
    return out;
  }

  /** Put lines about the feeds in the folder *output* into its "robots" or "headers". */
  async makeKnown(place, output) {
    const { error, status } = await this.run(["links", "--for", place, "--output", output, ...this.site]);
    if (status !== 0) throw new Error(said(error));
    if (error.trim()) console.warn(`[syndicate] ${error.trim().replace(/^note: /, "")}`);
  }

  /** Write the feeds of *lines* into the folder *output*; say in the log what is wrong. */
  async export(lines, output, { isServing }) {
    // What a preview shows is not published: nothing is noted of it.
    const mode = isServing ? ["--no-record"] : this.strict ? ["--strict"] : [];
    const { out, error } = await this.run(["export", "-", "--output", output, "--report", "json", ...mode, ...this.site], lines);
    let report;
    try {
      report = JSON.parse(out);
    } catch {
      throw new Error(said(error || out));
    }
    for (const line of (report.kinds ?? []).flatMap((kind) => kind.lines)) console.warn(`[syndicate] ${line}`);
    if (report.error) {
      if (!isServing) throw new Error(said(report.error));
      console.error(`[syndicate] ${report.error}`);
      return;
    }
    const written = report.files.filter((file) => file.state !== "removed");
    const changed = written.filter((file) => file.state !== "unchanged").length;
    console.log(`[syndicate] ${written.length} feeds, ${changed} changed`);
  }

  run(given, input = "") {
    const [program, ...always] = this.command;
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...always, ...given], { stdio: ["pipe", "pipe", "pipe"] });
      const out = [];
      const error = [];
      child.on("error", (cause) => {
        const advice = "install it as the README of eleventy-plugin-syndicate says, or set the plugin's option command";
        reject(cause.code === "ENOENT" ? new Error(`there is no command ${program}; ${advice}`) : cause);
      });
      child.stdin.on("error", () => {}); // Whoever ends before it has read all says why in its report.
      child.stdout.on("data", (chunk) => out.push(chunk));
      child.stderr.on("data", (chunk) => error.push(chunk));
      child.on("close", (status) =>
        resolve({ out: Buffer.concat(out).toString(), error: Buffer.concat(error).toString(), status }),
      );
      child.stdin.end(input);
    });
  }
}

// What the command asks for by its options is said here in the site's data, or to the plugin.
const ASKED = /: give --[^]*/;
const ANSWER = ": say them in the site's data (_data/metadata.json), or by the plugin's option site: { title, url, author }";

function said(text) {
  return `syndicate: ${text.trim().replace(/^syndicate: /, "").replace(ASKED, ANSWER)}`;
}
