// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace zhaojian {

/// Lets every cv::Mat of this process from now on take large planes from one pool (PagePool) and
/// give them back to it. To be called first in main; a second call changes nothing. Nothing is done
/// under the address sanitizer, which must see each plane's own bounds.
void PoolPictureMemory();

}  // namespace zhaojian
