#include <gtest/gtest.h>

#include <glibmm.h>

#include "media/gst_types.h"

int main(int argc, char** argv) {
  Glib::set_init_to_users_preferred_locale(false);
  Glib::init();
  gst_init(&argc, &argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
