#include "COneDNN.h"

#include <string.h>

#include "Engine.h"

// The description of a tensor's layout is a structure up to version 2, and a handle from 3 on.
#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t layout;
#define LAYOUT(description) (description)
#else
typedef const dnnl_memory_desc_t *layout;
#define LAYOUT(description) (&(description))
#endif

// The operands of a convolution.
enum { SOURCE, WEIGHTS, BIAS, RESULT, OPERANDS };

// A prepared convolution: each operand in the caller's layout and in the primitive's, and the reorders between them where
// they differ.
typedef struct {
  dnnl_primitive_t primitive, reorders[OPERANDS];
  dnnl_memory_t given[OPERANDS], taken[OPERANDS];
} prepared;

static void discard(prepared *convolution) {
  for (int i = 0; i < OPERANDS; i++) {
    if (convolution->reorders[i]) dnnl_primitive_destroy(convolution->reorders[i]);
    if (convolution->taken[i]) dnnl_memory_destroy(convolution->taken[i]);
    if (convolution->given[i]) dnnl_memory_destroy(convolution->given[i]);
  }
  if (convolution->primitive) dnnl_primitive_destroy(convolution->primitive);
}

// Describes a tensor with these strides, or, without strides, in whatever layout the primitive prefers.
static int describe(dnnl_memory_desc_t *to, int dims, const dnnl_dims_t extents, const dnnl_dim_t *strides) {
#if DNNL_VERSION_MAJOR >= 3
  return strides ? dnnl_memory_desc_create_with_strides(to, dims, extents, dnnl_f32, strides)
                 : dnnl_memory_desc_create_with_tag(to, dims, extents, dnnl_f32, dnnl_format_tag_any);
#else
  return strides ? dnnl_memory_desc_init_by_strides(to, dims, extents, dnnl_f32, strides)
                 : dnnl_memory_desc_init_by_tag(to, dims, extents, dnnl_f32, dnnl_format_tag_any);
#endif
}

// Makes an operand's memory, and a reorder if the primitive takes another layout.
static int bind(prepared *convolution, int operand, layout given, layout taken) {
  const dnnl_engine_t engine = ONEDNN_engine();
  if (dnnl_memory_create(&convolution->given[operand], given, engine, DNNL_MEMORY_NONE)) return 1;
  if (dnnl_memory_desc_equal(given, taken)) return 0;
  dnnl_primitive_desc_t description = NULL;
  const int is_result = operand == RESULT;
  int failed = dnnl_memory_create(&convolution->taken[operand], taken, engine, DNNL_MEMORY_ALLOCATE) ||
               dnnl_reorder_primitive_desc_create(
                   &description, is_result ? taken : given, engine, is_result ? given : taken, engine, NULL) ||
               dnnl_primitive_create(&convolution->reorders[operand], description);
  if (description) dnnl_primitive_desc_destroy(description);
  return failed;
}

// Prepares the convolution of one sample. Fails where oneDNN has only reference loops for it.
static int prepare(prepared *convolution, const ONEDNN_convolution *shape, int has_bias) {
  const int dims = shape->dims, has_groups = shape->groups > 1;
  dnnl_dims_t extents[OPERANDS] = {
      {1, shape->channels}, {shape->groups}, {shape->outputs}, {1, shape->outputs}};
  dnnl_dim_t *weights = extents[WEIGHTS] + has_groups, strides[OPERANDS][DNNL_MAX_NDIMS], dilations[3];
  weights[0] = shape->outputs / shape->groups;
  weights[1] = shape->channels / shape->groups;
  for (int i = 0; i < dims; i++) {
    extents[SOURCE][2 + i] = shape->input[i];
    extents[RESULT][2 + i] = shape->output[i];
    weights[2 + i] = shape->kernel[i];
    dilations[i] = shape->dilations[i] - 1;
  }
  const int ranks[OPERANDS] = {dims + 2, dims + 2 + has_groups, 1, dims + 2};
  dnnl_memory_desc_t given[OPERANDS] = {0}, any[OPERANDS] = {0};
  const int operands[OPERANDS] = {SOURCE, WEIGHTS, RESULT, BIAS};
  int failed = 0;
  for (int k = 0; k < OPERANDS - !has_bias && !failed; k++) {
    const int i = operands[k];
    dnnl_dim_t step = 1;
    for (int dim = ranks[i] - 1; dim >= 0; step *= extents[i][dim--]) strides[i][dim] = step;
    failed = describe(&given[i], ranks[i], extents[i], strides[i]) ||
             describe(&any[i], ranks[i], extents[i], i == BIAS ? strides[i] : NULL);
  }
  dnnl_primitive_desc_t description = NULL;
#if DNNL_VERSION_MAJOR >= 3
  failed = failed || dnnl_convolution_forward_primitive_desc_create(
                         &description, ONEDNN_engine(), dnnl_forward_inference, dnnl_convolution_direct,
                         any[SOURCE], any[WEIGHTS], has_bias ? any[BIAS] : NULL, any[RESULT], shape->strides,
                         dilations, shape->before, shape->after, NULL);
#else
  dnnl_convolution_desc_t operation;
  failed = failed ||
           dnnl_dilated_convolution_forward_desc_init(
               &operation, dnnl_forward_inference, dnnl_convolution_direct, &any[SOURCE], &any[WEIGHTS],
               has_bias ? &any[BIAS] : NULL, &any[RESULT], shape->strides, dilations, shape->before, shape->after) ||
           dnnl_primitive_desc_create(&description, &operation, NULL, ONEDNN_engine(), NULL);
#endif
  const char *name = "";
  failed = failed || dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name) ||
           (strncmp(name, "jit", 3) && strncmp(name, "brg", 3)) ||
           dnnl_primitive_create(&convolution->primitive, description);
  const dnnl_query_t queries[OPERANDS] = {dnnl_query_src_md, dnnl_query_weights_md, 0, dnnl_query_dst_md};
  for (int k = 0; k < OPERANDS - !has_bias && !failed; k++) {
    const int i = operands[k];
    failed = bind(
        convolution, i, LAYOUT(given[i]),
        i == BIAS ? LAYOUT(given[i]) : dnnl_primitive_desc_query_md(description, queries[i], 0));
  }
  if (description) dnnl_primitive_desc_destroy(description);
#if DNNL_VERSION_MAJOR >= 3
  for (int i = 0; i < OPERANDS; i++) {
    if (given[i]) dnnl_memory_desc_destroy(given[i]);
    if (any[i]) dnnl_memory_desc_destroy(any[i]);
  }
#endif
  return failed;
}

static int reorder(prepared *convolution, int operand) {
  if (!convolution->reorders[operand]) return 0;
  const int is_result = operand == RESULT;
  const dnnl_exec_arg_t arguments[2] = {
      {is_result ? DNNL_ARG_TO : DNNL_ARG_FROM, convolution->given[operand]},
      {is_result ? DNNL_ARG_FROM : DNNL_ARG_TO, convolution->taken[operand]}};
  return dnnl_primitive_execute(convolution->reorders[operand], ONEDNN_stream(), 2, arguments);
}

static int run(
    prepared *convolution, const ONEDNN_convolution *shape, size_t samples, const float *x, const float *weights,
    const float *bias, float *y) {
  ptrdiff_t inputs = shape->channels, outputs = shape->outputs;
  for (int i = 0; i < shape->dims; i++) {
    inputs *= shape->input[i];
    outputs *= shape->output[i];
  }
  const void *const places[OPERANDS] = {x, weights, bias, y};
  const int kinds[OPERANDS] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
  dnnl_exec_arg_t arguments[OPERANDS];
  int count = 0;
  for (int i = 0; i < OPERANDS; i++) {
    if (!places[i]) continue;
    if (dnnl_memory_set_data_handle(convolution->given[i], (void *)places[i])) return 1;
    arguments[count++] = (dnnl_exec_arg_t){
        kinds[i], convolution->taken[i] ? convolution->taken[i] : convolution->given[i]};
  }
  if (reorder(convolution, WEIGHTS)) return 1;
  for (size_t sample = 0; sample < samples; sample++, x += inputs, y += outputs) {
    if (dnnl_memory_set_data_handle(convolution->given[SOURCE], (void *)x) ||
        dnnl_memory_set_data_handle(convolution->given[RESULT], y) || reorder(convolution, SOURCE) ||
        dnnl_primitive_execute(convolution->primitive, ONEDNN_stream(), count, arguments) ||
        reorder(convolution, RESULT))
      return 1;
  }
  return dnnl_stream_wait(ONEDNN_stream()) != dnnl_success;
}

int ONEDNN_convolve_float(
    const ONEDNN_convolution *shape, size_t samples, const float *x, const float *weights, const float *bias,
    float *y) {
  if (!ONEDNN_stream()) return 1;
  ONEDNN_use_one_thread();
  prepared convolution = {0};
  const int failed =
      prepare(&convolution, shape, bias != NULL) || run(&convolution, shape, samples, x, weights, bias, y);
  discard(&convolution);
  return failed;
}
