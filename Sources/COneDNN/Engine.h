// Declarations that the files of this folder share.
#pragma once
#include <dnnl.h>

// Makes oneDNN compute on the calling thread alone; callers split work themselves.
void ONEDNN_use_one_thread(void);

// The processor, and the calling thread's stream on it; null where there is none.
dnnl_engine_t ONEDNN_engine(void);
dnnl_stream_t ONEDNN_stream(void);
