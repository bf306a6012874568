import type { DescribedPackage } from "./described_package.ts";
import type { PinnedPackage } from "./npm_package.ts";

/** The package whose WebAssembly lib/sp800_90b/bzip2_module.ts holds; scripts/embed_bzip2.ts put it there. */
export const BZIP2: PinnedPackage = {
  name: "bzip2-wasm",
  version: "1.0.1",
  integrity:
    "sha512-+5/Z07KHXa6UFi1Smwx374z6ImD2Qdvr3+mXBPSQ80xTdC/8mpE40DpNDrN3MsPodx9W56uTC/nRq2WnHJ890w==",
};

/** Packages that are inside every executable without a module of theirs being bundled. */
export const EMBEDDED_PACKAGES: readonly DescribedPackage[] = [{
  id: `${BZIP2.name}@${BZIP2.version}`,
  name: BZIP2.name,
  version: BZIP2.version,
  licence: "bzip2-1.0.6",
  sha512: Uint8Array.fromBase64(BZIP2.integrity.slice("sha512-".length)).toHex(),
  dependencies: [],
  notices: `This program, "bzip2", the associated library "libbzip2", and all
documentation, are copyright (C) 1996-2019 Julian R Seward.  All
rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions
are met:

1. Redistributions of source code must retain the above copyright
   notice, this list of conditions and the following disclaimer.

2. The origin of this software must not be misrepresented; you must 
   not claim that you wrote the original software.  If you use this 
   software in a product, an acknowledgment in the product 
   documentation would be appreciated but is not required.

3. Altered source versions must be plainly marked as such, and must
   not be misrepresented as being the original software.

4. The name of the author may not be used to endorse or promote 
   products derived from this software without specific prior written 
   permission.

THIS SOFTWARE IS PROVIDED BY THE AUTHOR \`\`AS IS'' AND ANY EXPRESS
OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
ARE DISCLAIMED.  IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY
DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

Julian Seward, jseward@acm.org
bzip2/libbzip2 version 1.0.8 of 13 July 2019`,
}];
