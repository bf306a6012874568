import { lgplTexts } from "./lgpl_texts.ts";
import { OWN_LICENCE, PACKAGE_NOTICES, type PackageNotice } from "./licenses_text.ts";

/** What is known of a part that Bun names in process.versions. */
export interface BunPart {
  /** As Bun's LICENSE.md of 2026-11 calls it, or the part's own files where that names it not. */
  readonly licence: string;
  /** The expression of SPDX that says the same, where one is certain. */
  readonly spdx?: string;
  /** The line of the part's own files; those of the version inside may have other years. */
  readonly copyright?: string;
  /** Where its texts are. */
  readonly source: string;
}

/** By what Bun calls them. */
export const PARTS_OF_BUN: Readonly<Record<string, BunPart>> = {
  ares: {
    licence: "MIT",
    spdx: "MIT",
    copyright: "Copyright (c) 2007 - 2023, Daniel Stenberg with many contributors",
    source: "https://github.com/c-ares/c-ares",
  },
  boringssl: {
    licence: "several licences, its LICENSE has them",
    source: "https://boringssl.googlesource.com/boringssl/+/HEAD/LICENSE",
  },
  icu: {
    licence: "Unicode License V3",
    spdx: "Unicode-3.0",
    source: "https://github.com/unicode-org/icu/blob/main/LICENSE",
  },
  libarchive: {
    licence: "mostly BSD, 2 clauses; its COPYING has all",
    copyright: "Copyright by Tim Kientzle, as a whole",
    source: "https://github.com/libarchive/libarchive",
  },
  libdeflate: {
    licence: "MIT",
    spdx: "MIT",
    source: "https://github.com/ebiggers/libdeflate",
  },
  llhttp: {
    licence: "MIT",
    spdx: "MIT",
    copyright: "Copyright Fedor Indutny, 2018.",
    source: "https://github.com/nodejs/llhttp",
  },
  lolhtml: {
    licence: "BSD, 3 clauses; its LICENSE has 2 of them",
    copyright: "Copyright (C) 2019, Cloudflare, Inc., Copyright (C) 2019, Ivan Nikulin",
    source: "https://github.com/cloudflare/lol-html",
  },
  lshpack: {
    licence: "MIT",
    spdx: "MIT",
    copyright: "Copyright (c) 2018 LiteSpeed Technologies Inc",
    source: "https://github.com/litespeedtech/ls-hpack",
  },
  mimalloc: { licence: "MIT", spdx: "MIT", source: "https://github.com/microsoft/mimalloc" },
  picohttpparser: {
    licence: "Perl License or MIT",
    copyright: "Copyright (c) 2009-2014 Kazuho Oku, Tokuhiro Matsuno, Daisuke Murase",
    source: "https://github.com/h2o/picohttpparser",
  },
  sqlite: {
    licence: "public domain",
    source: "https://github.com/sqlite/sqlite/blob/master/LICENSE.md",
  },
  tinycc: { licence: "LGPL 2.1", source: "https://github.com/tinycc/tinycc" },
  typescript: {
    licence: "Apache 2.0",
    spdx: "Apache-2.0",
    source: "https://github.com/microsoft/TypeScript",
  },
  unicode: {
    licence: "no part of its own: the version of Unicode's data in icu",
    spdx: "Unicode-3.0",
    source: "https://www.unicode.org/license.txt",
  },
  usockets: {
    licence: "Apache 2.0",
    spdx: "Apache-2.0",
    source: "https://github.com/uNetworking/uSockets",
  },
  uwebsockets: {
    licence: "Apache 2.0",
    spdx: "Apache-2.0",
    source: "https://github.com/jarred-sumner/uwebsockets",
  },
  webkit: {
    licence: "JavaScriptCore, LGPL 2",
    source: "https://github.com/oven-sh/WebKit",
  },
  zig: {
    licence: "MIT",
    spdx: "MIT",
    copyright: "Copyright (c) 2015-2021, Zig contributors",
    source: "https://github.com/ziglang/zig",
  },
  zlib: { licence: "zlib", spdx: "Zlib", source: "https://github.com/zlib-ng/zlib-ng" },
  zstd: {
    licence: "BSD or GPL 2",
    copyright: "Copyright (c) 2016-2022, Meta Platforms, Inc. and affiliates.",
    source: "https://github.com/facebook/zstd",
  },
};

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
