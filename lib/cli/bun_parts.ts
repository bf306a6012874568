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
