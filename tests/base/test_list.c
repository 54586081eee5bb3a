#include "base/list.h"

#include "support/test.h"

struct track {
	int number;
	struct list link;
};

static struct list head, other;
static struct track tracks[6];

static int setup(void **state)
{
	(void)state;
	list_init(&head);
	list_init(&other);
	for (int i = 0; i < 6; i++) {
		tracks[i] = (struct track){.number = i};
	}
	return 0;
}

static void append(struct list *to, int first, int last)
{
	for (int i = first; i <= last; i++) {
		list_append(to, &tracks[i].link);
	}
}

/* Both directions, as digits. */
static void assert_holds(const struct list *list, const char *numbers)
{
	size_t count = 0;
	for (const struct list *link = list->next; link != list; link = link->next, count++) {
		assert_ptr_equal(link->next->prev, link);
		const struct track *track = list_entry(link, const struct track, link);
		assert_int_equal(track->number, numbers[count] - '0');
	}
	assert_int_equal(numbers[count], '\0');
	assert_ptr_equal(list->next->prev, list);
	assert_int_equal(list_empty(list), count == 0);
}

static void a_new_list_is_empty(void **state)
{
	(void)state;
	assert_holds(&head, "");
	assert_null(list_take(&head));
}

static void entries_keep_their_order(void **state)
{
	(void)state;
	append(&head, 0, 5);
	assert_holds(&head, "012345");
}

static void an_entry_is_removed_from_anywhere(void **state)
{
	(void)state;
	append(&head, 0, 4);
	list_remove(&tracks[2].link);
	assert_holds(&head, "0134");
	list_remove(&tracks[0].link);
	list_remove(&tracks[4].link);
	assert_holds(&head, "13");
	list_remove(&tracks[1].link);
	list_remove(&tracks[3].link);
	assert_holds(&head, "");
}

static void removing_twice_does_no_harm(void **state)
{
	(void)state;
	append(&head, 0, 2);
	list_remove(&tracks[1].link);
	list_remove(&tracks[1].link);
	assert_holds(&head, "02");
	assert_holds(&tracks[1].link, "");
}

static void an_entry_knows_whether_it_stands_in_a_list(void **state)
{
	(void)state;
	assert_false(list_is_linked(&tracks[0].link)); /* zeroed */
	list_remove(&tracks[0].link);                  /* nor does removing it do anything */
	append(&head, 0, 1);
	assert_true(list_is_linked(&tracks[0].link));
	assert_true(list_is_linked(&tracks[1].link));
	list_remove(&tracks[0].link);
	assert_false(list_is_linked(&tracks[0].link));
	assert_ptr_equal(list_take(&head), &tracks[1].link); /* the last one */
	assert_false(list_is_linked(&tracks[1].link));
}

static void the_first_entry_is_taken(void **state)
{
	(void)state;
	append(&head, 3, 5);
	for (int i = 3; i <= 5; i++) {
		assert_ptr_equal(list_take(&head), &tracks[i].link);
	}
	assert_null(list_take(&head));
}

static void a_list_is_moved_behind_another(void **state)
{
	(void)state;
	append(&head, 0, 1);
	append(&other, 2, 4);
	list_move_all(&head, &other);
	assert_holds(&head, "01234");
	assert_holds(&other, "");
	list_move_all(&other, &head); /* to an empty one */
	assert_holds(&other, "01234");
	assert_holds(&head, "");
	list_move_all(&other, &head); /* of nothing */
	assert_holds(&other, "01234");
	list_append(&head, &tracks[5].link);
	assert_holds(&head, "5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_new_list_is_empty, setup),
	    cmocka_unit_test_setup(entries_keep_their_order, setup),
	    cmocka_unit_test_setup(an_entry_is_removed_from_anywhere, setup),
	    cmocka_unit_test_setup(removing_twice_does_no_harm, setup),
	    cmocka_unit_test_setup(an_entry_knows_whether_it_stands_in_a_list, setup),
	    cmocka_unit_test_setup(the_first_entry_is_taken, setup),
	    cmocka_unit_test_setup(a_list_is_moved_behind_another, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
