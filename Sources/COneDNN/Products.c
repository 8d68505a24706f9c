#include "COneDNN.h"

#include <stdio.h>
#include <string.h>

#include "Engine.h"

int ONEDNN_product_float(
    size_t rows, size_t columns, size_t inner, float scale, const float *a, ONEDNN_strides a_strides,
    const float *b, ONEDNN_strides b_strides, int accumulates, float *c, size_t step) {
  ONEDNN_use_one_thread();
  int a_turned = a_strides.column != 1, b_turned = b_strides.column != 1;
  return dnnl_sgemm(
      a_turned ? 'T' : 'N', b_turned ? 'T' : 'N', (dnnl_dim_t)rows, (dnnl_dim_t)columns,
      (dnnl_dim_t)inner, scale, a, a_turned ? a_strides.column : a_strides.row, b,
      b_turned ? b_strides.column : b_strides.row, accumulates ? 1 : 0, c, (dnnl_dim_t)step);
}

int ONEDNN_product_bytes(
    size_t rows, size_t columns, size_t inner, const int8_t *a, const int8_t *b, int32_t *c, size_t step) {
  ONEDNN_use_one_thread();
  const int32_t offset = 0;
  return dnnl_gemm_s8s8s32(
      'N', 'T', 'F', (dnnl_dim_t)rows, (dnnl_dim_t)columns, (dnnl_dim_t)inner, 1, a, (dnnl_dim_t)inner, 0, b,
      (dnnl_dim_t)inner, 0, 0, c, (dnnl_dim_t)step, &offset);
}

int ONEDNN_has_byte_products(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512vnni") &&
         (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_vnni) == dnnl_cpu_isa_avx512_core_vnni;
#else
  return 0;
#endif
}

// A product of bfloat16 that was prepared, with the memory objects that it runs on. Each thread has its own, since
// those of one shape share a scratchpad.
typedef struct {
  size_t rows, columns, inner, step;
  ONEDNN_strides a, b;
  int has_bias;
  dnnl_primitive_t primitive;
  // The matrices, then the bias.
  dnnl_memory_t memory[4];
  uint64_t used;
} prepared;

enum { KEPT = 32 };
static _Thread_local prepared kept[KEPT];
static _Thread_local uint64_t uses;

static void discard(prepared *product) {
  for (int i = 0; i < 4; i++) {
    if (product->memory[i]) dnnl_memory_destroy(product->memory[i]);
  }
  if (product->primitive) dnnl_primitive_destroy(product->primitive);
  memset(product, 0, sizeof *product);
}

static int prepare(prepared *product) {
  const dnnl_dim_t m = (dnnl_dim_t)product->rows, n = (dnnl_dim_t)product->columns,
                   k = (dnnl_dim_t)product->inner;
  const int count = product->has_bias ? 4 : 3;
  const dnnl_dims_t dims[4] = {{m, k}, {k, n}, {m, n}, {1, n}};
  const dnnl_dims_t strides[4] = {
      {product->a.row, product->a.column},
      {product->b.row, product->b.column},
      {(dnnl_dim_t)product->step, 1},
      {n, 1}};
  const dnnl_engine_t engine = ONEDNN_engine();
  dnnl_primitive_desc_t description = NULL;
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_t shapes[4] = {NULL, NULL, NULL, NULL};
  int failed = 0;
  for (int i = 0; i < count; i++)
    failed |= dnnl_memory_desc_create_with_strides(&shapes[i], 2, dims[i], dnnl_bf16, strides[i]);
  if (!failed)
    failed = dnnl_matmul_primitive_desc_create(
        &description, engine, shapes[0], shapes[1], shapes[3], shapes[2], NULL);
  if (!failed) failed = dnnl_primitive_create(&product->primitive, description);
  for (int i = 0; i < count && !failed; i++)
    failed = dnnl_memory_create(&product->memory[i], shapes[i], engine, DNNL_MEMORY_NONE);
  for (int i = 0; i < count; i++) {
    if (shapes[i]) dnnl_memory_desc_destroy(shapes[i]);
  }
#else
  dnnl_memory_desc_t shapes[4];
  dnnl_matmul_desc_t operation;
  int failed = 0;
  for (int i = 0; i < count; i++)
    failed |= dnnl_memory_desc_init_by_strides(&shapes[i], 2, dims[i], dnnl_bf16, strides[i]);
  if (!failed)
    failed = dnnl_matmul_desc_init(
        &operation, &shapes[0], &shapes[1], product->has_bias ? &shapes[3] : NULL, &shapes[2]);
  if (!failed) failed = dnnl_primitive_desc_create(&description, &operation, NULL, engine, NULL);
  if (!failed) failed = dnnl_primitive_create(&product->primitive, description);
  for (int i = 0; i < count && !failed; i++)
    failed = dnnl_memory_create(&product->memory[i], &shapes[i], engine, DNNL_MEMORY_NONE);
#endif
  if (description) dnnl_primitive_desc_destroy(description);
  return failed;
}

// The prepared product of this shape, new in the place of the one that was used longest ago.
static prepared *product_like(const prepared *wanted) {
  prepared *oldest = kept;
  for (prepared *product = kept; product < kept + KEPT; product++) {
    if (product->primitive && product->rows == wanted->rows && product->columns == wanted->columns &&
        product->inner == wanted->inner && product->step == wanted->step &&
        product->a.row == wanted->a.row && product->a.column == wanted->a.column &&
        product->b.row == wanted->b.row && product->b.column == wanted->b.column &&
        product->has_bias == wanted->has_bias)
      return product;
    if (product->used < oldest->used) oldest = product;
  }
  discard(oldest);
  *oldest = *wanted;
  if (prepare(oldest) == 0) return oldest;
  discard(oldest);
  return NULL;
}

int ONEDNN_product_brain(
    size_t rows, size_t columns, size_t inner, const uint16_t *a, ONEDNN_strides a_strides,
    const uint16_t *b, ONEDNN_strides b_strides, const uint16_t *bias, uint16_t *c, size_t step) {
  const dnnl_stream_t stream = ONEDNN_stream();
  if (!stream) return 1;
  ONEDNN_use_one_thread();
  const prepared wanted = {
      .rows = rows, .columns = columns, .inner = inner, .step = step, .a = a_strides, .b = b_strides,
      .has_bias = bias != NULL};
  prepared *product = product_like(&wanted);
  if (!product) return 1;
  product->used = ++uses;
  const int count = bias ? 4 : 3;
  void *places[4] = {(void *)a, (void *)b, c, (void *)bias};
  for (int i = 0; i < count; i++) {
    if (dnnl_memory_set_data_handle(product->memory[i], places[i]) != dnnl_success) return 1;
  }
  const dnnl_exec_arg_t arguments[4] = {
      {DNNL_ARG_SRC, product->memory[0]},
      {DNNL_ARG_WEIGHTS, product->memory[1]},
      {DNNL_ARG_DST, product->memory[2]},
      {DNNL_ARG_BIAS, product->memory[3]}};
  if (dnnl_primitive_execute(product->primitive, stream, count, arguments) != dnnl_success) return 1;
  return dnnl_stream_wait(stream) != dnnl_success;
}

int ONEDNN_has_brain_products(void) {
#if defined(__x86_64__)
  // Each set of instructions has the bits of those that it includes; DNNL_MAX_CPU_ISA may take some away.
  const int wanted = dnnl_cpu_isa_avx512_core_bf16;
  return (dnnl_get_effective_cpu_isa() & wanted) == wanted;
#else
  return 0;
#endif
}

void ONEDNN_describe(char *version, char *instructions) {
  const dnnl_version_t *library = dnnl_version();
  snprintf(version, 32, "%d.%d.%d", library->major, library->minor, library->patch);
  const char *name;
  switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: name = "SSE4.1"; break;
    case dnnl_cpu_isa_avx: name = "AVX"; break;
    case dnnl_cpu_isa_avx2: name = "AVX2"; break;
    case dnnl_cpu_isa_avx512_core: name = "AVX-512"; break;
    case dnnl_cpu_isa_avx512_core_vnni: name = "AVX-512 with VNNI"; break;
    case dnnl_cpu_isa_avx512_core_bf16: name = "AVX-512 with bfloat16"; break;
    default: name = "the processor's best"; break;
  }
  snprintf(instructions, 32, "%s", name);
}
