import { PARTS_OF_BUN } from "./bun_parts.ts";
import { lgplTexts } from "./lgpl_texts.ts";
import { OWN_LICENCE, PACKAGE_NOTICES, type PackageNotice } from "./licenses_text.ts";

/** The runtime that the program runs on. */
export interface RuntimeFacts {
  readonly name: "deno" | "bun";
  readonly version: string;
  /** What it says that it was linked with: names and versions or commits. */
  readonly parts: Readonly<Record<string, string>>;
}

/** The MIT licence but for its copyright line. */
const MIT = OWN_LICENCE.slice(OWN_LICENCE.indexOf("Permission is hereby granted"));

/** V8's licence but for its copyright line (LICENSE.v8: BSD, 3 clauses). */
const V8 = `Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are
met:

    * Redistributions of source code must retain the above copyright
      notice, this list of conditions and the following disclaimer.
    * Redistributions in binary form must reproduce the above
      copyright notice, this list of conditions and the following
      disclaimer in the documentation and/or other materials provided
      with the distribution.
    * Neither the name of Google Inc. nor the names of its
      contributors may be used to endorse or promote products derived
      from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS
"AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT
LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR
A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT
OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY
THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

function denoNotice({ version, parts }: RuntimeFacts): string {
  return `Deno ${version}, MIT

Copyright 2018-2026 the Deno authors

${MIT}

It contains V8 ${parts["v8"] ?? ""}, whose licence follows, and the Rust crates that
https://github.com/denoland/deno/blob/v${version}/Cargo.lock
names. Their licences are not in this text: https://crates.io has them.

V8, BSD, 3 clauses

Copyright 2014, the V8 project authors. All rights reserved.

${V8}`;
}

function partRow([part, version]: readonly [string, string]): string {
  const known = PARTS_OF_BUN[part];
  if (known === undefined) return `  ${part} ${version}: not known here`;
  const { licence, copyright, source } = known;
  return [`  ${part} ${version}: ${licence}`, ...copyright ? [copyright] : [], source].join(
    "\n    ",
  );
}

async function bunNotice({ version, parts }: RuntimeFacts): Promise<string> {
  return `Bun ${version}, MIT

Copyright (c) Oven

${MIT}

It is linked statically with JavaScriptCore of WebKit, which is under the
GNU Library General Public License, version 2. You may change that library
and link Bun with it anew: its source is https://github.com/oven-sh/WebKit
${parts["webkit"] === undefined ? "" : `at commit ${parts["webkit"]},\n`}\
that of Bun https://github.com/oven-sh/bun at tag bun-v${version}.

What it names of its parts, each with its licence and where its texts are.
The texts of MIT and LGPL are here, that of Apache 2.0 is further down; what
these parts have of BSD, GPL, Perl, Unicode, zlib and others is not in this
text. Bun has further parts, which it does not name when it is asked:
https://github.com/oven-sh/bun/blob/bun-v${version}/LICENSE.md

${Object.entries(parts).map(partRow).join("\n")}

${await lgplTexts()}`;
}

function packageNotice({ name, version, licence, text }: PackageNotice): string {
  return `${name} ${version}, ${licence}\n\n${text}`;
}

/**
 * The licences of what is inside the program: ours, that of the runtime, those of the packages word for word, and of
 * the parts that the runtime names which they are and where they are. Ends with a newline.
 */
export async function licensesText(runtime: RuntimeFacts): Promise<string> {
  const parts = [
    `corosync-keygen, ${OWN_LICENCE}`,
    runtime.name === "bun" ? await bunNotice(runtime) : denoNotice(runtime),
    ...PACKAGE_NOTICES.map(packageNotice),
  ];
  return parts.join(`\n\n${"-".repeat(78)}\n\n`) + "\n";
}
