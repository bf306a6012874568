import { assertEquals, assertStringIncludes } from "../assert.ts";
import { runCommand } from "../cli/program.ts";
import { withDirectory } from "../keys.ts";
import { ROOT } from "../../scripts/build/project.ts";

const RECIPE = `${ROOT}scripts/fleet/record-restarts`;

Deno.test("record-restarts keeps whole rows, one a restart, and goes on where a file ends", async () => {
  await withDirectory(async (directory) => {
    const [source, file] = [`${directory}/source`, `${directory}/restarts`];
    // Each restart makes the source begin with the next letter.
    const restart =
      `n=$(($(stat -L -c %s ${file}) / 5)); printf "$(printf '\\\\%o' $((97 + n)))123456" >${source}`;
    const record = (restarts: number) =>
      runCommand([RECIPE, source, file, "sh", "-c", restart], {
        env: { RESTARTS: String(restarts), SAMPLES: "5" },
      });
    // An empty file that others may read becomes its owner's alone.
    await Deno.writeTextFile(file, "", { mode: 0o644 });
    assertEquals((await record(2)).code, 0);
    assertEquals(await Deno.readTextFile(file), "a1234b1234");
    assertEquals((await Deno.stat(file)).mode! & 0o7777, 0o600);
    // A link's own length is that of the name in it: here no whole row.
    await Deno.rename(file, `${directory}/target`);
    await Deno.symlink("target", file);
    assertEquals((await record(3)).code, 0);
    assertEquals(await Deno.readTextFile(file), "a1234b1234c1234");
    assertEquals((await Deno.stat(file)).mode! & 0o7777, 0o600);
  });
});

Deno.test("record-restarts keeps nothing of a source that ends early or a restart that fails", async () => {
  await withDirectory(async (directory) => {
    const [source, file] = [`${directory}/source`, `${directory}/restarts`];
    await Deno.writeTextFile(source, "1234");
    const record = (...command: string[]) =>
      runCommand([RECIPE, source, file, ...command], { env: { RESTARTS: "2", SAMPLES: "5" } });
    const early = await record("true");
    assertEquals(early.code, 1);
    assertStringIncludes(early.stderr, "ended early after restart 1");
    assertEquals((await record("false")).code, 1);
    assertEquals(await Deno.readTextFile(file), "");
    await Deno.writeTextFile(file, "123");
    assertStringIncludes((await record("false")).stderr, "no whole rows of 5");
  });
});

Deno.test("record-restarts goes on with a recording of the same source, length and restart alone", async () => {
  await withDirectory(async (directory) => {
    const file = `${directory}/restarts`;
    const record = (restarts: number, source: string, samples: number, ...command: string[]) =>
      runCommand([RECIPE, source, file, ...command], {
        env: { RESTARTS: String(restarts), SAMPLES: String(samples) },
      });
    assertEquals((await record(2, "/dev/zero", 5, "true")).code, 0);
    const others = [
      await record(3, "/dev/urandom", 5, "true"),
      await record(3, "/dev/zero", 10, "true"),
      await record(3, "/dev/zero", 5, "echo"),
    ];
    for (const { code, stderr } of others) {
      const was = "5 samples of /dev/zero after each: 'true'";
      const refusal = `${file} is another recording, ${was}: remove it, or name another file`;
      assertEquals([code, stderr], [1, `record-restarts: ${refusal}\n`]);
    }
    assertEquals((await record(3, "/dev/zero", 5, "true")).code, 0);
    assertEquals((await Deno.stat(file)).size, 15);
    // What was recorded in one go has the size of rows as well.
    await Deno.remove(`${file}.of`);
    const unknown = await record(4, "/dev/zero", 5, "true");
    assertStringIncludes(unknown.stderr, "is another recording, of what nobody knows");
    assertEquals((await Deno.stat(file)).size, 15);
  });
});

Deno.test("record-restarts explains itself, and refuses what it does not know in one line", async () => {
  const help = await runCommand([RECIPE, "--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "record-restarts SOURCE FILE COMMAND [WORD...]");
  const refused = {
    "unrecognized option '--bogus'; --help says what it takes": ["--bogus", "a", "b", "c"],
    "SOURCE, FILE and COMMAND are needed; --help says what they are": ["source", "file"],
  };
  for (const [message, args] of Object.entries(refused)) {
    const { code, stdout, stderr } = await runCommand([RECIPE, ...args]);
    assertEquals([code, stdout, stderr], [1, "", `record-restarts: ${message}\n`]);
  }
});

Deno.test("record-restarts takes decimal numbers of rows and samples alone, and makes nothing for others", async () => {
  await withDirectory(async (directory) => {
    const [file, temporary] = [`${directory}/restarts`, `${directory}/temporary`];
    await Deno.mkdir(temporary);
    const record = (env: Readonly<Record<string, string>>) =>
      // A number of samples below 0 made head read without end.
      runCommand(["timeout", "10", RECIPE, "/dev/zero", file, "true"], {
        env: { RESTARTS: "1", SAMPLES: "1", TMPDIR: temporary, ...env },
      });
    for (const name of ["RESTARTS", "SAMPLES"]) {
      for (
        const value of ["-5", "0", "00", "abc", "1e3", "0x10", "1.5", " 1", "1\n", "1234567890"]
      ) {
        const { code, stdout, stderr } = await record({ [name]: value });
        const message = `${name} is '${value}': a whole number from 1 to 999999999 is needed`;
        assertEquals([code, stdout, stderr], [1, "", `record-restarts: ${message}\n`]);
      }
    }
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["temporary"]);
    assertEquals(Array.from(Deno.readDirSync(temporary)), []);
    // Neither is octal: 10 rows of 9 bytes.
    assertEquals((await record({ RESTARTS: "010", SAMPLES: "09" })).code, 0);
    assertEquals((await Deno.stat(file)).size, 90);
  });
});
