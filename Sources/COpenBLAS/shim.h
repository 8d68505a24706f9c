// The only <cblas.h> of the house: OpenBLAS, where pkg-config says it is.
#pragma once
#include <cblas.h>
